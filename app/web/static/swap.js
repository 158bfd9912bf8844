// A swap that fails says so, or becomes the plain navigation that it stood for.
"use strict";
const say = (words) => { document.getElementById("refused").textContent = words; };
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.request?.method.toUpperCase() === "GET") location.assign(ctx.request.action);
  else say("No answer came, so perhaps nothing was written. What you typed is still here: send it again.");
});
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status >= 500) say("The service failed, and nothing was written. What you typed is still here.");
});
