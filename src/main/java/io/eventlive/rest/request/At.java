package io.eventlive.rest.request;

import java.util.List;

/// Something said about the rows at a place in the tree of embeds.
///
/// @param path names of embeds from the root; empty for the root itself
public record At<T>(List<String> path, T value) {
  public At {
    path = List.copyOf(path);
  }
}
