/* Inside a frame: tells the page round it how high the timeline is, in the words that content systems understand
   (WordPress, AMP, Medium, and frame.js), and hands links of this site to WordPress. */
(() => {
  "use strict";
  const line = document.querySelector("event-timeline"), theme = (/[?&]theme=(light|dark)\b/.exec(location.search) || [])[1];
  if (theme && line) line.setAttribute("theme", theme); // a folder of files has one page for all looks
  if (window.parent === window) return;
  // Without an origin, only a host that lets all sites read gives the data again. Our server does; a folder may not,
  // and readers would be told that there is no connection: they have the list, so it is not asked for.
  if (window.origin === "null" && line && line.querySelector("ol[data-live='']")) line.setAttribute("live", "off");
  const secret = (/secret=([\w-]+)/.exec(location.hash) || [])[1];
  const send = (message) => parent.postMessage(message, "*");
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (!height || height === last) return;
    last = height;
    if (secret) send({ message: "height", value: height, secret });
    send({ sentinel: "amp", type: "embed-size", height });
    send(JSON.stringify({ src: location.href, context: "iframe.resize", height }));
    send({ type: "timeline:height", height });
  };
  const watcher = new ResizeObserver(tell), start = () => watcher.observe(document.documentElement); // twice is once
  addEventListener("timeline-change", start, { once: true }); // the first height is the right one: the frame moves once
  addEventListener("load", () => setTimeout(start, 3000)); // or the widget did not come to life
  if (secret) document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link) return;
    const title = link.closest("li") && link.closest("li").querySelector("a"); // WordPress follows links of this site alone
    const to = link.host === location.host ? link : title;
    if (to && to.host === location.host) { event.preventDefault(); send({ message: "link", value: to.href, secret }); }
  });
})();
