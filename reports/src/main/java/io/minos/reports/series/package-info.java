/** From a history's events to the figures that are drawn. Pure: no clocks, no I/O. */
@NullMarked
package io.minos.reports.series;

import org.jspecify.annotations.NullMarked;
