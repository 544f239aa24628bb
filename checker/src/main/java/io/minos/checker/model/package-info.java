@NullMarked
package io.minos.checker.model;

import org.jspecify.annotations.NullMarked;
