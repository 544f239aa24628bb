/** One class a promise. Pure: a check gets a history and a budget, and gives a result. */
@NullMarked
package io.minos.checker.check;

import org.jspecify.annotations.NullMarked;
