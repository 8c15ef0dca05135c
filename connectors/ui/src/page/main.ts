/** The entry of the full page and of the frame on other sites. */

import "../styles/base.css";
import "../styles/cards.css";
import "../styles/page.css";
import "./app.ts";
