"""Articles by their address: pages, feeds and sitemaps, asked for politely and only where that is wanted."""
