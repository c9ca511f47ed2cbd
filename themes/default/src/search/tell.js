/** Say something where results would be, to those who see and to those who hear. */
export function tell(root, text) {
  const remark = root.querySelector("[data-remark]");
  remark.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  remark.hidden = false;
  root.querySelector("[role=listbox]").hidden = true;
  root.querySelector("[data-found]").hidden = false;
  root.querySelector("[data-search-status]").textContent = text;
}
