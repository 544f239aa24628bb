@NullMarked
package io.minos.node.config;

import org.jspecify.annotations.NullMarked;
