// Start the show; where a slide is still too high, make its content smaller until it fits.
function fits(page) {
  return page.scrollHeight <= page.clientHeight + 1 && page.scrollWidth <= page.clientWidth + 1;
}
function fit() {
  const slide = Reveal.getCurrentSlide();
  const page = slide && slide.querySelector(".page");
  if (!page) return;
  const content = page.querySelector(".fit");
  for (let size = 1; size >= 0.5; size -= 0.04) {
    content.style.zoom = size;
    if (fits(page)) return;
  }
}
// Space and Enter unfold what has the focus; elsewhere they turn the slide.
document.querySelectorAll("summary").forEach((summary) => {
  summary.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") event.stopPropagation();
  });
});
document.addEventListener("toggle", fit, true);
Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true, transition: "none",
  slideNumber: "c/t", controlsTutorial: false, scrollActivationWidth: 0, maxScale: 4,
});
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
document.fonts.ready.then(fit);
