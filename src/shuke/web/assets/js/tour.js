// The first tour: a few cards, left at any time; the server remembers that it was seen.
export function tour() {
  return {
    at: 0,
    last: 0,

    init() {
      this.last = Number(this.$root.dataset.steps) - 1;
      if (this.$root.dataset.starts) this.$root.showModal();
      this.$root.addEventListener('close', () => this.seen());
      this.$root.addEventListener('sk:opened', () => { this.at = 0; });
    },
    isAt(step) {
      return this.at === step;
    },
    isLast() {
      return this.at === this.last;
    },
    isFirst() {
      return this.at === 0;
    },
    back() {
      this.at -= 1;
    },
    next() {
      if (this.isLast()) this.$root.close();
      else this.at += 1;
    },
    seen() {
      if (!this.$root.dataset.starts) return;
      delete this.$root.dataset.starts;
      window.htmx.ajax('POST', this.$root.dataset.seen, { swap: 'none' });
    },
  };
}
