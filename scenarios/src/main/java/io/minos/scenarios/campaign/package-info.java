/**
 * Many simulations, or one again and again: playing a range of seeds side by side, making a failure smaller, and writing one
 * down as a run directory. Time, threads and files are here, so that {@code io.minos.scenarios.sim} has none.
 */
@NullMarked
package io.minos.scenarios.campaign;

import org.jspecify.annotations.NullMarked;
