// A copy button beside each address of a feed. The page is whole without it: an address can be selected and copied by hand.
(function () {
  "use strict";
  var feeds = document.querySelector(".feeds");
  if (!feeds) return;
  var told = feeds.querySelector("[role=status]");
  var pressed, timer;

  function rest() {
    clearTimeout(timer);
    told.textContent = "";
    if (pressed) pressed.textContent = feeds.dataset.copy;
  }

  function tell(button) {
    // Emptied first, so that the same word is said again for the next address.
    rest();
    pressed = button;
    button.textContent = feeds.dataset.copied;
    timer = setTimeout(function () {
      told.textContent = feeds.dataset.copied;
      timer = setTimeout(rest, 2500);
    }, 50);
  }

  // Where the clipboard is out of reach (a page from disk, an old browser), the address is at least selected.
  function select(address, button) {
    address.focus();
    address.select();
    try {
      if (document.execCommand("copy")) {
        button.focus();
        tell(button);
      }
    } catch (refused) {
      // It stays selected.
    }
  }

  feeds.querySelectorAll("textarea").forEach(function (address) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = feeds.dataset.copy;
    // "Kopiera RSS, Fritid"
    button.id = address.id + "-copy";
    address.labels[0].id = address.id + "-label";
    button.setAttribute("aria-labelledby", button.id + " " + address.labels[0].id);
    button.addEventListener("click", function () {
      if (!navigator.clipboard) return select(address, button);
      navigator.clipboard.writeText(address.value).then(
        function () {
          tell(button);
        },
        function () {
          select(address, button);
        }
      );
    });
    address.after(button);
  });
})();
