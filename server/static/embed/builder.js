/* On the page that makes embeds: what is chosen shows at once, and each code can be taken by one click.
   Without this script the form's button does the same. */
(() => {
  "use strict";
  const form = document.querySelector("form.builder");
  form.addEventListener("change", () => form.requestSubmit());
  for (const code of document.querySelectorAll("textarea[readonly]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      code.select();
      await navigator.clipboard?.writeText(code.value).catch(() => {});
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    code.after(button);
  }
})();
