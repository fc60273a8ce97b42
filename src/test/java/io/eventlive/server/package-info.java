@NullMarked
package io.eventlive.server;

import org.jspecify.annotations.NullMarked;
