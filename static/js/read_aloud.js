// The browser reads the question out, and the names of the faces below it.
const reader = document.querySelector("[data-read-aloud]");

if (reader && "speechSynthesis" in window) {
  reader.hidden = false;
  reader.addEventListener("click", () => {
    const heard = document.querySelector("[data-read]").textContent;
    const faces = [...document.querySelectorAll(".own-face__label span")].map((each) => each.textContent);
    const spoken = new SpeechSynthesisUtterance([heard, ...faces].join(". "));
    spoken.lang = "en-GB";
    spoken.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  });
}
