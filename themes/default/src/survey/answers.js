// The answers of one rater: kept in the browser as they are given, taken back, saved as a file.

/**
 * @param {{survey: string, city: string, format: number, photos: {id: string}[],
 *   questions: {key: string, answers: [string, string][]}[]}} survey
 */
export function createAnswers(survey) {
  const name = `guidegen-survey-${survey.survey}`;
  const isAnswer = new Map(
    survey.questions.map(({ key, answers }) => [key, new Set(answers.map(([answer]) => answer))]));
  const given = new Map(survey.photos.map(({ id }) => [id, new Map()]));
  let history = []; // what was answered, the last last: [photo, question, answer before or null]
  let rater = "";
  let lot = drawn(); // so that two files of one rater are not counted as two raters
  let isKept = true;
  restore();

  function restore() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(name) ?? "null");
      localStorage.setItem(name, localStorage.getItem(name) ?? "null");
    } catch {
      isKept = false;
    }
    if (!kept || typeof kept !== "object") return;
    rater = String(kept.rater ?? "");
    if (/^[0-9a-f]{16}$/.test(kept.lot)) lot = kept.lot;
    for (const [id, answers] of Object.entries(kept.answers ?? {})) {
      for (const [question, answer] of Object.entries(answers ?? {})) {
        if (isAnswer.get(question)?.has(answer)) given.get(id)?.set(question, answer);
      }
    }
    const sound = ([id, question]) => given.has(id) && isAnswer.has(question);
    if (Array.isArray(kept.history)) history = kept.history.filter(Array.isArray).filter(sound);
  }

  function keep() {
    try {
      localStorage.setItem(name, JSON.stringify({ rater, lot, answers: plain(), history }));
      isKept = true;
    } catch {
      isKept = false; // then they last as long as the page
    }
  }

  function plain() {
    const answered = [...given].filter(([, answers]) => answers.size > 0);
    return Object.fromEntries(answered.map(([id, answers]) => [id, Object.fromEntries(answers)]));
  }

  return {
    get isKept() {
      return isKept;
    },
    get rater() {
      return rater;
    },
    set rater(text) {
      rater = text;
      keep();
    },
    get count() {
      return [...given.values()].reduce((sum, answers) => sum + answers.size, 0);
    },
    of(photo) {
      return given.get(photo);
    },
    give(photo, question, answer) {
      history.push([photo, question, given.get(photo).get(question) ?? null]);
      given.get(photo).set(question, answer);
      keep();
    },
    /** Take the last answer back; returns [photo, question] of it, or null. */
    undo() {
      const last = history.pop();
      if (!last) return null;
      const [photo, question, before] = last;
      if (isAnswer.get(question).has(before)) given.get(photo).set(question, before);
      else given.get(photo).delete(question);
      keep();
      return [photo, question];
    },
    get canUndo() {
      return history.length > 0;
    },
    forget() {
      for (const answers of given.values()) answers.clear();
      history = [];
      rater = "";
      lot = drawn();
      keep();
    },
    /** The file that `guidegen survey tally` reads. */
    toFile() {
      const { format, survey: id, city } = survey;
      return `${JSON.stringify({ format, survey: id, city, rater: rater.trim(), lot, answers: plain() }, null, 1)}\n`;
    },
    get fileName() {
      const by = rater.trim().toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-|-$/g, "");
      return `survey-${survey.city}-${by || "answers"}.json`;
    },
  };
}

function drawn() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
