/** Anomalies in plain text of fixed width: for a terminal, a ticket, a chat. Pure. */
@NullMarked
package io.minos.reports.text;

import org.jspecify.annotations.NullMarked;
