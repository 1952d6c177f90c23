// Recording a sentence at the desk, and listening to one: the phone's twin is field/src/screens/voice/.
(() => {
  const MOST_BYTES = 30 * 1024;
  const MOST_SECONDS = 30;
  const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
  const $ = (name) => dialog.querySelector(`[data-${name}]`);
  const todo = (name) => dialog.querySelector(`[data-do=${name}]`);
  const dialog = document.getElementById("magneto");
  const type = window.MediaRecorder ? TYPES.find((one) => MediaRecorder.isTypeSupported(one)) : undefined;

  // --- Listening: one sound at a time.
  const player = new Audio();
  let playing = null;
  const silence = () => {
    player.pause();
    if (!playing) return;
    playing.classList.remove("joue");
    playing.querySelector("span").textContent = playing.dataset.word;
    playing = null;
  };
  player.addEventListener("ended", silence);
  async function listen(button, url) {
    const same = playing === button;
    silence();
    if (same) return;
    button.dataset.word ??= button.querySelector("span").textContent;
    button.querySelector("span").textContent = "Arrêter";
    button.classList.add("joue");
    playing = button;
    if (!url.startsWith("blob:")) {
      // Fetched whole: the length is known, and no browser asks for ranges.
      const answer = await fetch(url);
      if (!answer.ok) return silence();
      url = URL.createObjectURL(await answer.blob());
    }
    player.src = url;
    await player.play().catch(silence);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-listen]");
    if (button) void listen(button, button.dataset.listen);
  });

  if (!dialog) return;

  // --- Recording.
  let row, seconds, stream, recorder, sound, address, timer, meter, loudest;

  // How long a sentence may take, and the bit rate that keeps it under 30 KB (core/sounds.ts says the same).
  function allowed(text) {
    const size = [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 3 : 1), 0);
    return Math.min(MOST_SECONDS, Math.max(8, Math.ceil((1.6 * size) / 14 + 3)));
  }
  const bitsFor = (length) => Math.min(24_000, Math.floor(((MOST_BYTES - 900) * 8) / length) - 140);

  function open(from) {
    row = from;
    reset();
    $("text").textContent = row.querySelector("[data-said]").innerText;
    $("text").lang = row.querySelector("[data-said]").lang;
    seconds = allowed($("text").textContent);
    $("hint").textContent = [...row.querySelectorAll(".aide")].map((one) => one.textContent).join(" ");
    if (!dialog.open) dialog.showModal();
    $("text").focus();
  }
  function show(...names) {
    for (const button of dialog.querySelectorAll("[data-do]")) {
      if (button.dataset.do !== "close") button.hidden = !names.includes(button.dataset.do);
    }
    dialog.querySelector(".fichier").hidden = names.includes("stop");
  }
  function state(text) { $("state").textContent = text; }
  function problem(text) {
    $("problem").hidden = !text;
    $("problem").textContent = text ?? "";
  }
  function reset() {
    release();
    silence();
    sound = null;
    if (address) URL.revokeObjectURL(address);
    address = null;
    problem(null);
    $("level").style.width = "0";
    $("left").textContent = "";
    $("file").value = "";
    state("Prêt. Parlez à trente centimètres, sans bruit autour.");
    show("record");
  }
  function release() {
    clearInterval(timer);
    cancelAnimationFrame(meter);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }

  async function record() {
    problem(null);
    if (!type) return problem("Ce navigateur n’enregistre pas en Opus. Chrome, Edge et Firefox le font ; ou apportez un fichier.");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
    } catch (refusal) {
      return problem(refusal.name === "NotFoundError" ? "Je ne trouve pas de micro. Branchez-en un, ou apportez un fichier."
        : "Le micro est fermé pour cette page : ouvrez-le à gauche de l’adresse, puis recommencez.");
    }
    state("J’écoute…");
    show("stop");
    todo("stop").focus();
    watch(stream);
    const begun = performance.now();
    timer = setInterval(() => {
      const left = Math.max(0, seconds - (performance.now() - begun) / 1000);
      $("left").textContent = `${Math.ceil(left)} s`;
      if (left <= 0) stop();
    }, 100);
    await capture(stream, seconds);
  }

  function capture(from, length) {
    const parts = [];
    recorder = new MediaRecorder(from, { mimeType: type, audioBitsPerSecond: bitsFor(length), audioBitrateMode: "constant" });
    recorder.ondataavailable = (event) => parts.push(event.data);
    const done = new Promise((end) => { recorder.onstop = end; });
    recorder.start();
    return done.then(() => {
      release();
      if (dialog.open) ready(new Blob(parts, { type }));
    });
  }
  function stop() { if (recorder?.state === "recording") recorder.stop(); }

  function ready(blob) {
    sound = blob;
    address = URL.createObjectURL(blob);
    $("left").textContent = "";
    state(loudest < 0.02 ? "On n’entend presque rien. Le micro est-il le bon ? Écoutez avant de garder." : "Écoutez, puis gardez, ou refaites.");
    show("listen", "again", "keep");
    todo("listen").focus();
  }

  // A level that moves with the voice, and a word when it does not.
  function watch(from) {
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(from).connect(ear);
    const heights = new Float32Array(ear.fftSize);
    loudest = 0;
    const look = () => {
      ear.getFloatTimeDomainData(heights);
      const now = Math.max(...heights.map(Math.abs));
      loudest = Math.max(loudest, now);
      $("level").style.width = `${Math.min(100, Math.round(140 * Math.sqrt(now)))}%`;
      if (from.active) meter = requestAnimationFrame(look);
      else void context.close();
    };
    look();
  }

  // Any file that the browser can play becomes a small Opus one, at the speed at which it is said.
  async function bring(file) {
    problem(null);
    if (/\.(ogg|opus|oga|webm)$/i.test(file.name) && file.size <= MOST_BYTES) {
      loudest = 1;
      return ready(file);
    }
    const context = new AudioContext();
    try {
      if (!type) throw new Error("no recorder");
      const heard = await context.decodeAudioData(await file.arrayBuffer());
      if (heard.duration > MOST_SECONDS) return problem(`Ce fichier dure ${Math.round(heard.duration)} secondes : trente au plus.`);
      const out = context.createMediaStreamDestination();
      const source = Object.assign(context.createBufferSource(), { buffer: heard });
      source.connect(out);
      loudest = 1;
      state("Je le convertis, le temps de l’écouter une fois…");
      show("stop");
      source.onended = () => setTimeout(stop, 200);
      source.start();
      await capture(out.stream, Math.max(4, heard.duration + 0.5));
    } catch {
      problem("Ce fichier n’est pas un son que ce navigateur sait lire. Enregistrez la phrase ici : c’est le plus simple.");
      show("record");
    } finally {
      void context.close();
    }
  }

  async function keep() {
    problem(null);
    if (!$("agreed").checked) return problem("Cochez que la personne est d’accord : c’est sa voix.");
    const form = new FormData();
    form.append("csrfmiddlewaretoken", dialog.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const [name, value] of [["key", row.dataset.key], ["words", row.dataset.words], ["language", dialog.dataset.language],
      ["speaker", $("speaker").value], ["agreed", "1"]]) form.append(name, value);
    form.append("file", sound, "voix");
    todo("keep").disabled = true;
    const answer = await fetch(dialog.dataset.keep, { method: "POST", body: form, headers: { Accept: "text/x-voice" } }).catch(() => null);
    todo("keep").disabled = false;
    if (!answer) return problem("Le serveur ne répond pas. La voix est encore là : réessayez.");
    if (answer.redirected) return problem("Votre session est finie. Ouvrez le bureau dans un autre onglet, entrez, puis gardez à nouveau.");
    const text = await answer.text();
    if (!answer.ok) return problem(answer.headers.get("Content-Type")?.startsWith("text/plain") ? text : "Cette voix n’a pas pu être gardée.");
    const made = new DOMParser().parseFromString(text, "text/html").querySelector("li");
    row.replaceWith(made);
    wake(made);
    next(made);
    void recount();
  }
  // The counts by language, as the server has them now.
  async function recount() {
    const page = await fetch(location.href).then((answer) => answer.text()).catch(() => "");
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector(".langues");
    if (fresh) document.querySelector(".langues").replaceWith(fresh);
  }
  function next(after) {
    const rows = [...document.querySelectorAll(".phrase")];
    const left = rows.slice(rows.indexOf(after) + 1).concat(rows).find((one) => !one.classList.contains("heard"));
    if (left) {
      open(left);
      state("Gardé. La suivante :");
    } else dialog.close();
  }

  function wake(one) { one.querySelectorAll("[data-record]").forEach((button) => { button.hidden = false; }); }
  wake(document);
  document.addEventListener("click", (event) => {
    const from = event.target.closest("[data-record]");
    if (from) open(from.closest(".phrase"));
  });
  const doings = { record, stop, again: reset, keep, close: () => dialog.close(), listen: () => listen(todo("listen"), address) };
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) void doings[button.dataset.do]();
  });
  dialog.addEventListener("close", () => { stop(); release(); silence(); });
  $("file").addEventListener("change", () => { if ($("file").files[0]) void bring($("file").files[0]); });
  // Another speaker has not said yes yet.
  $("speaker").addEventListener("change", () => { $("agreed").checked = false; });
})();
