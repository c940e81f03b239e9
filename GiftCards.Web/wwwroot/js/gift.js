// A few soft notes for who wants to hear them; nothing is ever played by itself.

export function chime() {
  const audio = new AudioContext();
  [523.25, 659.25, 783.99, 1046.5].forEach((pitch, note) => {
    const begins = audio.currentTime + note * 0.16;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = "triangle";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(0.18, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + 1.1);
    tone.connect(volume).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 1.2);
  });
  setTimeout(() => audio.close(), 2500);
}
