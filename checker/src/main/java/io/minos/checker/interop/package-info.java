/** Readers of others' histories. */
@NullMarked
package io.minos.checker.interop;

import org.jspecify.annotations.NullMarked;
