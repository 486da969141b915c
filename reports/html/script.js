// Everything can be read without this: it opens what a link points at and what
// is printed, and adds a search over the claims and findings.
(function () {
  var all = function (root, q) { return Array.prototype.slice.call(root.querySelectorAll(q)); };
  function reveal() {
    var e = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!e) return;
    for (var d = e; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    e.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();
  var closed = [];
  addEventListener("beforeprint", function () {
    closed = all(document, "details:not([open])");
    closed.forEach(function (d) { d.open = true; });
  });
  addEventListener("afterprint", function () { closed.forEach(function (d) { d.open = false; }); });
  var box = document.querySelector(".filter");
  if (!box) return;
  var label = document.createElement("label");
  var field = document.createElement("input");
  field.type = "search";
  label.append("Search ", field);
  var said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "quiet";
  box.append(label, said);
  var items = all(document, "main details.claim");
  field.addEventListener("input", function () {
    var want = field.value.trim().toLowerCase(), n = 0;
    items.forEach(function (d) {
      var hit = !want || d.textContent.toLowerCase().indexOf(want) >= 0;
      d.classList.toggle("gone", !hit);
      if (hit) n++;
    });
    said.textContent = want ? n + " of " + items.length + " entries" : "";
  });
})();
