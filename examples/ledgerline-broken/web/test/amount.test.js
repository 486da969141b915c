import { test } from "uvu";
import * as assert from "uvu/assert";

import { show } from "../dist/amount.js";

test("an amount is shown in its major unit", () => {
  assert.is(show(120050, "EUR"), "1200.50 EUR");
});

test.run();
