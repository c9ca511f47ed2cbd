// The rules for the pages of a built site: the HTML standard, and what html-validate recommends.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }],
    // options of one question share a name, also where several may be chosen
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
    // names of places and walks are as long as they are
    "long-title": "off",
    // the list of what was found is no <select>: it holds links and excerpts
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
    // the forms filter the map at once; nothing is sent
    "wcag/h32": "off",
  },
};
