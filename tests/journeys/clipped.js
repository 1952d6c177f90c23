// Text that does not fit where it stands: beyond the screen, cut by what holds it, out of its button, or over its neighbour.
(() => {
  const wrong = [];
  const seen = [];
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX + getComputedStyle(one).overflowY);
  const holder = (one) => one.closest("button, a, .chip, .btn, .sync, .heure, .ann");
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(".sr, svg, option, [hidden]") || !element.checkVisibility?.()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((one) => one.width > 1 && one.height > 1);
    if (!rects.length) continue;
    const box = range.getBoundingClientRect();
    // A letter's box is taller than its line where lines are close, and some letters hang over their end: that is no cut.
    const slack = Math.max(2, rects[0].height * 0.15);
    const words = `${node.data.trim().slice(0, 40)} (${element.tagName.toLowerCase()}.${element.className})`;
    const button = holder(element);
    if (button) {
      const room = button.getBoundingClientRect();
      if (box.left < room.left - slack || box.right > room.right + slack || box.top < room.top - slack || box.bottom > room.bottom + slack) wrong.push(`out of its button: ${words}`);
    }
    let inScroller = false;
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (/hidden|clip/.test(style.overflowX) && up.tagName !== "MAIN" && !inScroller) {
        const room = up.getBoundingClientRect();
        if (box.left < room.left - slack || box.right > room.right + slack || box.top < room.top - slack || box.bottom > room.bottom + slack) wrong.push(`cut: ${words}`);
      }
      if (scrolls(up)) inScroller = true;
      if (up.classList.contains("scroll") && up.scrollWidth > up.clientWidth + 1) wrong.push(`sideways: ${words} in ${up.scrollWidth} > ${up.clientWidth}`);
    }
    if (!inScroller && (box.left < -1 || box.right > innerWidth + 1)) wrong.push(`off the screen: ${words}`);
    seen.push({ element, words, rects, fixed: !!element.closest(".toast, .foot, .nav, .sheet, .langues, .grand, .voile") });
  }
  // Neighbours in one row: words over words.
  for (const row of document.querySelectorAll(".etage, .nav, .res .quatre, .res .deux, .hum, .seg, .marches")) {
    const inside = seen.filter((one) => row.contains(one.element));
    for (let a = 0; a < inside.length; a += 1) {
      for (let b = a + 1; b < inside.length; b += 1) {
        if (holder(inside[a].element) === holder(inside[b].element)) continue;
        const over = inside[a].rects.some((p) => inside[b].rects.some((q) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 3));
        if (over) wrong.push(`over its neighbour: ${inside[a].words} | ${inside[b].words}`);
      }
    }
  }
  return [...new Set(wrong)];
})()
