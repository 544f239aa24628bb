/**
 * The decisions of a load, without threads or clocks: real runs and simulations make the same ones. Time comes as an argument,
 * what became of a decision is told afterwards.
 */
@NullMarked
package io.minos.scenarios.load;

import org.jspecify.annotations.NullMarked;
