/* For pages that show timelines in frames: gives each frame the height that its timeline asks for.
   <script src=".../embed/v1/frame.js" async></script> */
addEventListener("message", (event) => {
  const asked = event.data;
  if (!asked || asked.type !== "timeline:height" || !(asked.height > 0)) return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === event.source) frame.style.height = frame.height = `${Math.min(Math.ceil(asked.height), 20000)}px`;
});
