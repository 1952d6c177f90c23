// The phone app starts here.

import "../ui/app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { app } from "./app.svelte.ts";

mount(App, { target: document.getElementById("palier")! });
void app.start();

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  const waiting = (): void => {
    if (registration.waiting && navigator.serviceWorker.controller) app.update = registration.waiting;
  };
  waiting();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", waiting));
  // A new version is taken when the voisin says so, never under an open conversation.
  let reloading = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (app.update && !reloading) {
      reloading = true;
      location.reload();
    }
  });
}
if ("serviceWorker" in navigator) void register();
