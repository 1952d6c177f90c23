// The phone app starts here.

import "../ui/app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { app } from "./app.svelte.ts";
import { watchWorker } from "./worker.ts";

const target = document.getElementById("palier")!;
target.textContent = "";
mount(App, { target });
void app.start();
// Without a service worker (a private window) the app works as long as there is a network; nothing else changes.
if ("serviceWorker" in navigator) void watchWorker().catch((problem) => console.warn(problem));
