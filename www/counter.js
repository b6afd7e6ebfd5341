// Begins the counter, or says that it cannot: its modules need a browser of the last years.
try {
  const { start } = await import("./box.js");
  start();
} catch (error) {
  document.getElementById("verdict").textContent = "The counter could not start in this browser.";
  throw error;
}
