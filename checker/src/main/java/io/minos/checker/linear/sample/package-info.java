/** Histories made to order, for measuring the engines and setting them against each other. Pure. */
@NullMarked
package io.minos.checker.linear.sample;

import org.jspecify.annotations.NullMarked;
