/** How a csv file is written; structured-cloneable. */
export interface CsvForm {
  readonly delimiter: string;
  /** Is the first row a header? */
  readonly header: boolean;
  readonly columns: number;
  /** Column of the label; null: none. */
  readonly labelColumn: number | null;
}
