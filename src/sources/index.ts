// argmax/sources: every way in for tables and pictures, from a File, a Response, bytes or a stream. What only Node can do (paths, SQL,
// folders) is in argmax/node.
export { readCsv } from '../adapters/csv.ts'
export type { CsvDelimiter, CsvOptions } from '../adapters/csvRows.ts'
export { type CsvSourceOptions, csvSource } from '../adapters/csvSource.ts'
export { type ParquetOptions, parquetSource } from '../adapters/parquet.ts'
export type { BlobLike, ByteInput, FileLike, ResponseLike } from '../data/byteInput.ts'
export { type ColumnTypes, inferSchema, inferSourceSchema } from '../data/inferSchema.ts'
export { type JsonOptions, jsonSource } from '../data/json.ts'
export { memorySource } from '../data/memorySource.ts'
export { isTextArray, type NpyArray, readNpy, readNpz, type TextArray } from '../data/npy.ts'
export { type NpyOptions, npySource, npzSource } from '../data/npySource.ts'
export { readAll } from '../data/readAll.ts'
export type { RowPart } from '../data/rowPart.ts'
export { columnsTable, rowsTable } from '../data/rowsTable.ts'
export type { ColumnKind, ColumnSchema, TableSchema } from '../data/schema.ts'
export { parseSchema, parseTypes, schemaText } from '../data/schemaText.ts'
export { tableMatrix } from '../data/tableMatrix.ts'
export {
  type BatchOptions,
  type Shuffle,
  type SourceColumn,
  type SourceCursor,
  type TableBatch,
  type TablePiece,
  type TableReader,
  type TableSource,
  tableSource,
} from '../data/tableSource.ts'
export { type IdxOptions, idxSource, type TensorSourceOptions, tensorSource } from '../data/tensorSource.ts'
export { type ChosenFile, type ImageFile, type ImageOptions, readImages } from './imageFolder.ts'
export { isTableName, type OpenTableOptions, openTable, TABLE_ENDINGS } from './openTable.ts'
