@NullMarked
package io.minos.checker.history;

import org.jspecify.annotations.NullMarked;
