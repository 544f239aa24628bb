@NullMarked
package io.minos.checker.verdict;

import org.jspecify.annotations.NullMarked;
