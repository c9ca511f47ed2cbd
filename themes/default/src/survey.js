// The page of a survey: one photograph and one question at a time, by keys or by hand.
import { save } from "./save.js";
import { createAnswers } from "./survey/answers.js";
import { number as written, percent, t, tn } from "./text.js";

const survey = window.guidegen.survey;
const { photos, questions } = survey;
const answers = createAnswers(survey);
const all = photos.length * questions.length;
const find = (name) => document.querySelector(`[data-${name}]`);
const title = document.title;

let view = "start";
let at = { photo: 0, question: 0 };

const actions = {
  begin: () => (isDone() ? end() : ask(firstMissing(0) ?? at)),
  save: () => {
    save(answers.fileName, answers.toFile(), "application/json");
    say(t("Saved as {file}", { file: answers.fileName }));
  },
  forget: () => {
    answers.forget();
    start();
    say(t("All answers were deleted"));
  },
  undo: () => {
    const last = answers.undo();
    if (!last) return;
    const [id, key] = last;
    ask({ photo: photos.findIndex((photo) => photo.id === id), question: indexOf(key) });
    say(t("Taken back"));
  },
  previous: () => turn(-1),
  next: () => turn(1),
  missing: () => ask(firstMissing(0) ?? at),
  pause: () => start(),
};

document.querySelectorAll("[data-do]").forEach((button) => {
  button.addEventListener("click", () => actions[button.dataset.do]());
});
document.querySelector("#rater").addEventListener("input", ({ target }) => {
  answers.rater = target.value;
});
find("picture").addEventListener("error", () => say(t("The picture cannot be shown")));
document.addEventListener("keydown", onKey);
start(true);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
  if (view === "start") return;
  // by where a key is too: on some keyboards digits need the shift key
  const number = Number(event.key) || Number(/^Digit(\d)$/.exec(event.code)?.[1]);
  const choices = questions[at.question].answers;
  const action = { u: "undo", U: "undo", Backspace: "undo" }[event.key]
    ?? (view === "ask" && { ArrowLeft: "previous", ArrowRight: "next", Escape: "pause" }[event.key]);
  if (view === "ask" && number >= 1 && number <= choices.length) {
    if (!event.repeat) answer(choices[number - 1][0]); // a key that is held down is one answer
  } else if (action) actions[action]();
  else return;
  event.preventDefault();
}

function answer(key) {
  const { id } = photos[at.photo];
  const { key: question, answers: choices } = questions[at.question];
  answers.give(id, question, key);
  const words = choices.find(([name]) => name === key)[1];
  say(tn("{answer}. {count} of {n} answers", "{answer}. {count} of {n} answers", all, { answer: words, count: written(answers.count) }));
  const next = missingOf(at.photo, at.question + 1) ?? firstMissing(at.photo);
  if (next) ask(next);
  else if (at.question + 1 < questions.length) ask({ ...at, question: at.question + 1 });
  else end();
}

/** The first question without an answer, of this photograph or one after it, then from the front. */
function firstMissing(from) {
  for (let step = 0; step < photos.length; step += 1) {
    const found = missingOf((from + step) % photos.length, 0);
    if (found) return found;
  }
  return null;
}

function missingOf(photo, from) {
  const given = answers.of(photos[photo].id);
  const question = questions.findIndex(({ key }, index) => index >= from && !given.has(key));
  return question < 0 ? null : { photo, question };
}

function turn(step) {
  const photo = (at.photo + step + photos.length) % photos.length;
  ask(missingOf(photo, 0) ?? { photo, question: 0 });
}

function indexOf(key) {
  return questions.findIndex((question) => question.key === key);
}

function isDone() {
  return answers.count === all;
}

function start(isFirst = false) {
  show("start");
  document.querySelector("#rater").value = answers.rater;
  find("no-storage").hidden = answers.isKept;
  const begin = document.querySelector('[data-do="begin"]');
  begin.textContent = isDone() ? t("To the end") : answers.count ? t("Go on ({share} answered)", { share: share() }) : t("Start");
  document.querySelector('.survey-start [data-do="save"]').hidden = answers.count === 0;
  document.querySelector(".survey-reset").hidden = answers.count === 0 && !answers.rater;
  if (!isFirst) begin.focus();
}

function end() {
  show("end");
  const left = all - answers.count;
  find("summary").textContent = left
    ? tn("{count} of {n} questions have an answer.", "{count} of {n} questions have an answer.", all, { count: written(answers.count) })
    : tn("All {all} questions about {n} photographs have an answer.", "All {all} questions about {n} photographs have an answer.", photos.length, { all: written(all) });
  document.querySelector('[data-do="missing"]').hidden = left === 0;
  document.querySelector("#end-title").focus();
}

function ask(where) {
  const isNew = view !== "ask" || where.photo !== at.photo;
  at = where;
  show("ask");
  if (isNew) {
    showPhoto(photos[at.photo]);
    window.scrollTo(0, 0);
  }
  showProgress();
  showSteps();
  showQuestion();
}

function showPhoto(photo) {
  const image = find("picture");
  Object.assign(image, {
    width: photo.width, height: photo.height, src: photo.picture,
    alt: photoOfAll(),
  });
  const credit = [photo.author && element("span", { textContent: photo.author })];
  credit.push(linked(photo.licence, photo.licence_url, "license"), linked(photo.url && t("its page"), photo.url, "external"));
  const parts = credit.filter(Boolean).flatMap((part, index) => (index ? [" · ", part] : [part]));
  find("credit").replaceChildren(...parts);
  const next = photos[at.photo + 1];
  if (next) new Image().src = next.picture; // so that it is there at once
}

function linked(words, address, rel) {
  if (!words) return null;
  if (!address) return element("span", { textContent: words });
  return element("a", { textContent: words, href: address, target: "_blank", rel: `${rel} noopener noreferrer` });
}

function showProgress() {
  find("where").textContent = photoOfAll();
  find("share").textContent = t("{share} answered", { share: share() });
  Object.assign(find("progress"), { max: all, value: answers.count });
  document.querySelector('.survey-ask [data-do="undo"]').disabled = !answers.canUndo;
  document.title = `${at.photo + 1}/${photos.length} · ${title}`;
}

function photoOfAll() {
  return t("Photograph {number} of {all}", { number: written(at.photo + 1), all: written(photos.length) });
}

function showSteps() {
  const given = answers.of(photos[at.photo].id);
  find("steps").replaceChildren(...questions.map(({ key, text, answers: choices }, index) => {
    const answered = choices.find(([name]) => name === given.get(key));
    const button = element("button", { type: "button", textContent: String(index + 1), title: text });
    button.setAttribute("aria-label", t("Question {number}: {text} {answer}", { number: index + 1, text, answer: answered ? answered[1] : t("No answer yet") }));
    if (index === at.question) button.setAttribute("aria-current", "step");
    button.classList.toggle("answered", Boolean(answered));
    button.addEventListener("click", () => ask({ ...at, question: index }));
    const item = element("li");
    item.append(button);
    return item;
  }));
}

function showQuestion() {
  const { key, text, hint, answers: choices } = questions[at.question];
  const given = answers.of(photos[at.photo].id).get(key);
  find("question").textContent = text;
  find("hint").textContent = hint;
  find("answers").setAttribute("aria-label", text);
  find("answers").replaceChildren(...choices.map(([name, words], index) => {
    const button = element("button", { type: "button" });
    button.append(element("kbd", { textContent: String(index + 1) }), element("span", { textContent: words }));
    button.setAttribute("aria-pressed", String(name === given));
    button.addEventListener("click", () => answer(name));
    return button;
  }));
  find("question").focus({ preventScroll: true });
}

function show(name) {
  view = name;
  document.querySelectorAll("[data-view]").forEach((part) => (part.hidden = part.dataset.view !== name));
  if (name !== "ask") document.title = title;
}

function share() {
  const whole = Math.floor((answers.count / all) * 100);
  return answers.count && !whole ? t("under {share}", { share: percent(0.01) }) : percent(whole / 100);
}

function say(words) {
  find("status").textContent = words;
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
