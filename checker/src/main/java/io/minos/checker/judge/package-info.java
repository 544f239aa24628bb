/** Runs the checks and composes one judgement. */
@NullMarked
package io.minos.checker.judge;

import org.jspecify.annotations.NullMarked;
