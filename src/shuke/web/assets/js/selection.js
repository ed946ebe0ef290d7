// Rows ticked in a list: how many, what they are worth, or "all that match".
export function selection() {
  return {
    count: 0,
    ids: '',
    value: '',
    isAll: false,

    boxes() {
      return [...this.$root.querySelectorAll('input[data-select]')];
    },
    init() {
      this.refresh();
      this.$root.addEventListener('htmx:afterSwap', () => this.clear());
    },
    change(event) {
      if (event.target.matches('[data-select]')) {
        this.isAll = false;
        this.refresh();
      } else if (event.target.matches('[data-select-page]')) {
        this.isAll = false;
        for (const box of this.boxes()) box.checked = event.target.checked;
        this.refresh();
      }
    },
    refresh() {
      const boxes = this.boxes();
      const ticked = boxes.filter((box) => box.checked);
      this.count = ticked.length;
      this.ids = ticked.map((box) => box.value).join(',');
      for (const box of boxes) box.closest('[data-row]').setAttribute('aria-selected', String(box.checked));
      const page = this.$root.querySelector('[data-select-page]');
      if (page) {
        page.checked = boxes.length > 0 && ticked.length === boxes.length;
        page.indeterminate = ticked.length > 0 && !page.checked;
      }
      this.value = this.worth(ticked);
    },
    worth(ticked) {
      const { currency } = this.$root.dataset;
      if (!currency) return '';
      const sum = ticked.reduce((total, box) => total + Number(box.dataset.value || 0), 0);
      const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0 });
      return sum ? format.format(sum) : '';
    },
    selectAll() {
      this.isAll = true;
    },
    clear() {
      this.isAll = false;
      for (const box of this.boxes()) box.checked = false;
      this.refresh();
    },
    isShown() {
      return this.count > 0;
    },
  };
}
