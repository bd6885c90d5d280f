// Preloaded into a server: it listens on this machine only, and says on which port.
import net from "node:net";

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const then = rest.find((argument) => typeof argument === "function");
  this.once("listening", () => console.error(`PORT ${this.address().port}`));
  return listen.call(this, { port: Number(port), host: "127.0.0.1" }, then);
};
