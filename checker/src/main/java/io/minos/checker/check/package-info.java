@NullMarked
package io.minos.checker.check;

import org.jspecify.annotations.NullMarked;
