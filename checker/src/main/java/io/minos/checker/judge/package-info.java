@NullMarked
package io.minos.checker.judge;

import org.jspecify.annotations.NullMarked;
