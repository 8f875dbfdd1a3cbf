/** Adds up exactly what no floating-point number can hold. */
import { formatMoney, parseMoney } from "@omega/readiness/budget";

let total = parseMoney("0.2");
for (let call = 0; call < 10_000; call++) total += parseMoney("0.1");
console.log(`10000 calls at 0.1 and one at 0.2: ${formatMoney(total)}`);
