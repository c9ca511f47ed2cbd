// What scrolls sideways can be reached by keyboard, as long as it does.
addEventListener("DOMContentLoaded", () => {
  const wide = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const each of document.querySelectorAll(".content pre, .content .table-wrapper")) wide.observe(each);
});
