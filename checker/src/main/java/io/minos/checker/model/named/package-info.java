/** Models by name, and operations told to them in Jepsen's terms: {@code f} and {@code value}. Pure. */
@NullMarked
package io.minos.checker.model.named;

import org.jspecify.annotations.NullMarked;
