/** From figures to SVG. Pure; everything that comes from outside is escaped by {@link io.minos.reports.plot.Markup}. */
@NullMarked
package io.minos.reports.plot;

import org.jspecify.annotations.NullMarked;
