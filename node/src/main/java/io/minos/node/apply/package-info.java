@NullMarked
package io.minos.node.apply;

import org.jspecify.annotations.NullMarked;
