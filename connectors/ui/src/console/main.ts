/** The entry of the staff console. */

import "../styles/base.css";
import "./console.css";
import "./app.ts";
