/** Writes what a run leaves for people and for other programs to read. {@link io.minos.reports.Reports} is the way in. */
@NullMarked
package io.minos.reports;

import org.jspecify.annotations.NullMarked;
