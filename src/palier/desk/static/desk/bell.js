// The bell: the title says how many things ring, a sound for new ones where somebody asked for it, and a word when it is deaf.
(() => {
  const SOUND = "palier-bell-sound", HEARD = "palier-bell-heard";
  const title = document.title;
  const box = () => document.getElementById("sonnette");
  const rings = () => (box()?.dataset.rings ?? "").split(" ").filter(Boolean);
  const loud = () => localStorage.getItem(SOUND) === "1";

  function two_notes() {
    const audio = new AudioContext();
    [880, 660, 880, 660].forEach((pitch, at) => {
      const tone = audio.createOscillator(), level = audio.createGain();
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.25, audio.currentTime + at * 0.3);
      level.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at * 0.3 + 0.28);
      tone.connect(level).connect(audio.destination);
      tone.start(audio.currentTime + at * 0.3);
      tone.stop(audio.currentTime + at * 0.3 + 0.3);
    });
    setTimeout(() => audio.close(), 2000);
  }

  function look() {
    const now = rings();
    document.title = now.length ? `(${now.length}) ${title}` : title;
    const heard = (sessionStorage.getItem(HEARD) ?? "").split(" ");
    if (loud() && now.some((one) => !heard.includes(one))) two_notes();
    sessionStorage.setItem(HEARD, now.join(" "));
    document.querySelectorAll("[data-bell-sound]").forEach((button) => button.setAttribute("aria-pressed", String(loud())));
  }

  function deaf(event) {
    if (event.detail?.elt?.id !== "sonnette") return;
    const line = box()?.querySelector(".sourde");
    if (line) line.hidden = false;
  }

  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("htmx:afterRequest", (event) => {
    // 204: nothing changed, and it hears again.
    const line = box()?.querySelector(".sourde");
    if (line && event.detail.elt.id === "sonnette" && event.detail.successful) line.hidden = true;
  });
  for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(trouble, deaf);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-bell-sound]")) return;
    localStorage.setItem(SOUND, loud() ? "0" : "1");
    if (loud()) two_notes();
    look();
  });
  look();
})();
