// The page of all cities, where they are many: what is typed leaves those whose names hold it.
import { fold } from "./search/fold.js";
import { t, tn } from "./text.js";

/** Let a field choose among the cities of its page. */
export function connectFindCity(field) {
  const status = field.parentElement.querySelector("[data-found-cities]");
  const cities = Array.from(document.querySelectorAll(".cities > li"), (item) => {
    return { item, name: fold(item.querySelector(".city-name").textContent) };
  });
  const choose = () => {
    const wanted = fold(field.value.trim());
    for (const { item, name } of cities) item.hidden = !name.includes(wanted);
    const left = cities.filter(({ item }) => !item.hidden).length;
    if (!wanted) status.textContent = "";
    else status.textContent = left ? tn("{n} city", "{n} cities", left) : t("No city here is called so.");
  };
  field.addEventListener("input", choose);
  choose(); // a browser that comes back to the page has kept the text
}
