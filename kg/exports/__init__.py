"""The graph in the forms that others read: RDF, tables, calendars, feeds and maps, written as it is read."""
