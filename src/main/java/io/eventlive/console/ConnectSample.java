package io.eventlive.console;

/// The lines that connect an app to this server.
final class ConnectSample {
  private ConnectSample() {}

  static String of(Installation installation) {
    return """
    import { createClient } from '@supabase/supabase-js'

    const supabase = createClient(
      '%s',
      '%s',
    )

    const { data, error } = await supabase
      .from('webinars')
      .select('id, title, start_time')
      .order('start_time')
    """
        .formatted(installation.publicUrl(), installation.publicKey());
  }
}
