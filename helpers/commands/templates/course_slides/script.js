// Before the show: what does not fit a slide is cut between two cells, or two parts of a cell such
// as paragraphs, list items, code and its output; the rest goes on in a new slide. What cannot be
// cut becomes smaller. What would become too small to read is scrolled.
const READABLE = 0.8, SMALLEST = 0.7;
const CELLS = ".text, .code-cell";
const PARTS = ".text > :not(ul), .text > ul > li, .source, .outputs > *";

function fits(page) {
  return page.scrollHeight <= page.clientHeight + 1 && page.scrollWidth <= page.clientWidth + 1;
}

// Make the page's content as small as it must be, at least `smallest`; say whether it fits.
function shrink(page, smallest) {
  const content = page.querySelector(".fit");
  for (let size = 1; size > smallest - 0.01; size -= 0.04) {
    content.style.zoom = size;
    if (fits(page)) return true;
  }
  return false;
}

// Whether a part must not begin a slide: what follows a heading, and the answer to a question.
function belongs(part, before) {
  return /^H\d$/.test(before.tagName) || part.tagName === "DETAILS";
}

// The part with which a new slide begins, or undefined if the content cannot be cut.
function firstOfRest(page) {
  page.querySelector(".fit").style.zoom = 1;
  const bottom = page.getBoundingClientRect().bottom;
  const several = page.querySelectorAll(CELLS).length > 1;
  const parts = [...page.querySelectorAll(several ? CELLS : PARTS)];
  const tooLow = parts.findIndex((part) => part.getBoundingClientRect().bottom > bottom);
  const begins = (part, n) => n > 0 && !belongs(part, parts[n - 1]);
  const early = parts.findLastIndex((part, n) => n <= tooLow && begins(part, n));
  return parts[early] ?? parts.find((part, n) => n > tooLow && begins(part, n));
}

function arrange(page) {
  if (shrink(page, READABLE)) return;
  const first = firstOfRest(page);
  if (!first) return shrink(page, SMALLEST);
  arrange(cut(page, first));
  arrange(page);
}

// Move `first` and what follows it to a new slide below a repetition of the heading; return its page.
function cut(page, first) {
  const content = page.querySelector(".fit");
  const rest = document.createRange();
  rest.setStartBefore(first);
  rest.setEndAfter(content.lastChild);
  const moved = rest.extractContents();
  const section = page.closest("section").cloneNode(false);
  const heading = [...content.querySelectorAll("h1, h2, h3, .title, .running")].pop();
  section.innerHTML = '<div class="page"><div class="fit"><p class="running"></p></div></div>';
  section.querySelector(".running").textContent = heading ? heading.textContent : "";
  section.querySelector(".fit").append(moved);
  page.closest("section").after(section);
  return section.firstChild;
}

// Space and Enter unfold what has the focus; elsewhere they turn the slide.
document.querySelectorAll("summary").forEach((summary) => {
  summary.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") event.stopPropagation();
  });
});
document.addEventListener("toggle", (event) => {
  shrink(event.target.closest(".page"), SMALLEST);
}, true);

addEventListener("load", async () => { // pictures and the font are there: all can be measured
  await document.fonts.ready;
  document.body.classList.add("measuring");
  document.querySelectorAll(".page").forEach(arrange);
  document.body.classList.remove("measuring");
  Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, transition: "none",
    slideNumber: "c/t", controlsTutorial: false, scrollActivationWidth: 0, maxScale: 4,
  });
});
